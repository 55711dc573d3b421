### What forcessl says to people, in English. Syntax: https://projectfluent.org
### Keys are in order (LC_ALL=C sort). A count chooses its plural: { $count -> [one] … *[other] … }

change-in-force = done and in force: { $steps }
change-put-back = done, and put back again: { $steps }
count-instances =
    { $count ->
        [one] 1 instance
       *[other] { $count } instances
    }
failure-reason = { $what }: { $why }
failure-unread = could not read `{ $instance }`
file-link = it is a symbolic link
file-not-a-file = it is not a file
file-stalled = nobody wrote to its end within { $seconds } seconds
file-too-large = it is larger than { $mebibytes } MiB
join-clauses = ;{" "}
join-list = ,{" "}
join-sentences = .{" "}
start-failed = could not start
start-few-descriptors = a limit of { $limit } file descriptors is too low for any run
start-raise-limit = raise the limit of file descriptors: ulimit -n 1024
undo-not-back = the state before of `{ $instance }` was not put back
verify-changed-unread = `{ $instance }` was changed; could not read it afterwards
