"""What executives see of people: who is here, and who may come in.

sessions  the open sessions, and how one is ended
entries   the access file as it stands
history   what the access file was
look      looking as somebody else
taken     what the page says of them, to be exported
"""
