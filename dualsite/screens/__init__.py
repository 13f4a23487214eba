"""One room per page: figures and parts; what several pages use stands in shared."""
