### forcessl 的中文文案。语法：https://projectfluent.org
### 键按字节顺序排列（LC_ALL=C sort）。

change-in-force = 已完成并生效：{ $steps }
change-put-back = 曾经生效，现已恢复：{ $steps }
count-instances = { $count } 个实例
failure-reason = { $what }：{ $why }
failure-unread = 无法读取 `{ $instance }`
join-clauses = ；
join-list = 、
join-sentences = 。
undo-not-back = `{ $instance }` 未能恢复到变更前的状态
verify-changed-unread = `{ $instance }` 已变更，但之后无法读取其状态
