"""Receipts: what stands in an exported file, of which data it was made, signed; and whether that still holds.

receipt       what a receipt holds, as JSON
keys          the key of this installation (Ed25519), and those of others
reading       what can be read in a file: lines of slides, sheets and pages
carrying      a receipt put into a file and taken out again
pdf_updates   a PDF with something more after its end
standing      which numbers of a document stand in its file
tables        what the tables held that a document rests on
issuing       a document written, read back, and given its receipt
verification  whether a file is as it was exported, and its numbers as the data are
"""
