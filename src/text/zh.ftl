### forcessl 的中文文案。语法：https://projectfluent.org
### 键按字节顺序排列（LC_ALL=C sort）。

change-in-force = 已完成并生效：{ $steps }
change-put-back = 曾经生效，现已恢复：{ $steps }
count-instances = { $count } 个实例
failure-reason = { $what }：{ $why }
failure-unread = 无法读取 `{ $instance }`
file-link = 这是一个符号链接
file-not-a-file = 这不是普通文件
file-stalled = { $seconds } 秒内未读到结尾
file-too-large = 文件大于 { $mebibytes } MiB
join-clauses = ；
join-list = 、
join-sentences = 。
start-failed = 无法启动
start-few-descriptors = 文件描述符上限为 { $limit }，任何操作都不够用
start-raise-limit = 提高文件描述符上限: ulimit -n 1024
undo-not-back = `{ $instance }` 未能恢复到变更前的状态
verify-changed-unread = `{ $instance }` 已变更，但之后无法读取其状态
