"""What ails a file that does not keep to the contract: one cause at a time, with its remedy.

Nothing here is asked of a file that is as it should be. What a cause explains is read as if it were mended, so that the
check goes on behind it and everything shows at once; the file is refused all the same.
"""
