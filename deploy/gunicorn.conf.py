"""The web server behind nginx: `gunicorn --config deploy/gunicorn.conf.py config.wsgi`."""

from gunicorn.glogging import Logger

from config.logs import SECRET_ADDRESS

bind = "unix:/run/journey/web.sock"
worker_class = "gthread"
workers = 3
threads = 4
timeout = 30
graceful_timeout = 30
keepalive = 5
max_requests = 2000  # a worker is renewed now and then, not all at once
max_requests_jitter = 200
control_socket_disable = True
forwarded_allow_ips = "*"  # only nginx can reach the socket
limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190
# No query and no referer: a search on a staff page holds a name.
accesslog = "-"


class WithoutSecrets(Logger):
    """An address with a token lets its bearer in, so the token stands in no log."""

    def atoms(self, resp, req, environ, request_time):
        found = super().atoms(resp, req, environ, request_time)
        found["U"] = SECRET_ADDRESS.sub(r"\1-", found["U"] or "")
        return found


logger_class = WithoutSecrets
access_log_format = "%(t)s %(m)s %(U)s %(s)s %(B)s %(M)sms"
errorlog = "-"
loglevel = "warning"
