"""Any other database that Ibis reads: its rows are copied, and what is asked is asked of the copy.

What such a database would answer to a statement of ours cannot be held to be the same; what rows it holds can.
"""

import warnings

# A connection to MySQL says by itself that its times are in UTC: not every server knows that zone by its name.
warnings.filterwarnings("ignore", "Unable to set session timezone to UTC", UserWarning)
