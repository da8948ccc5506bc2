"""The web server behind nginx: `gunicorn --config deploy/gunicorn.conf.py config.wsgi`."""

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
access_log_format = "%(t)s %(m)s %(U)s %(s)s %(B)s %(M)sms"
errorlog = "-"
loglevel = "warning"
