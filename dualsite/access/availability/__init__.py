"""What a client may know of others' time."""

from dualsite.access.availability.weeks import Availability, SuiteClass, WeekBlock, availability, monday

__all__ = ["Availability", "SuiteClass", "WeekBlock", "availability", "monday"]
