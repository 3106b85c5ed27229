"""Load tests: people who bid over HTTP and over sockets, with locust, against a real site on this machine."""
