"""The room of the page Scenarios: figures and tables of a comparison."""
