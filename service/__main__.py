"""`python -m service` is `xunwen`, for where the environment's commands are not on the path."""

from service.cli import main

main()
