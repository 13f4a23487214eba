"""`python -m dualsite`."""

from dualsite.cli import main

main()
