"""The pipeline page: whether what is bid for could be made."""
