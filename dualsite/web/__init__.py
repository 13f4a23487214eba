"""What surrounds the pages.

server             what the app is made of: its layers from outermost to innermost, its routes, its start and its end
headers            the headers of every response
gate               which requests reach the app at all
shared_state       what every server process on this machine has to know
presence           who and what is around a browser
tabs               the open tabs: who sits there, what may be said, and when their sockets are closed
full               where a tab is led that is one too many
messages, limits   which messages of a tab reach the app, how many, and whose run is next
addresses          how much may be asked from one address
files              whose a file is that is kept for a tab
looking            an executive who sees what somebody else sees
plain_page         a page for which nothing runs
stylesheet         the style sheet and tab.js, put into Streamlit's own page
streamlit_private  all that is taken from Streamlit beyond what it promises to keep
signin/            who somebody is: the providers, the access file's word on them, the pages they meet on the way
meeting/           the lock of a browser to one client
people/            the page on which executives see who is here and who may come in
audit/             who did what, as lines in a file, and their reader
router             the script that Streamlit runs for every page
frame              what stands above and below each page
navigation         the pages of the site map as Streamlit has them
code_names         the switch for code names, kept for the browser
session            the data behind the pages
"""
