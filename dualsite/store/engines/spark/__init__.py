"""Tables that Spark reads: Parquet files in a folder that its workers see."""

import warnings

# Told wherever pyspark 4.3 is imported beside pandas 3: some of its features may not work, of which none is used.
warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
