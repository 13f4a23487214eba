"""What is contracted, at risk and ending, in the reporting currency."""
