"""The same small page in other frameworks, each measured in turn with ours: what a page costs before it says anything.

They run in an environment of their own, `.venv-peers`, on what `bench/peers/requirements.txt` locks.
"""
