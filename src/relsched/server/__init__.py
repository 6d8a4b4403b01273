"""The server: feeds at secret addresses, for calendar programs to subscribe to.

The door to Starlette and uvicorn, which come with the extra `server`. There is no page and nothing can be
written through it.
"""
