--[[ Is this worth a write to the disk? A NAS whose disks shall sleep has none while nothing happens.
  quietly(is_quiet, writes)   what it writes reaches replicas, but not the append-only file, when that is said ]]
local function quietly(is_quiet, writes)
  if is_quiet then redis.set_repl(redis.REPL_REPLICA) end
  writes()
  if is_quiet then redis.set_repl(redis.REPL_ALL) end
end
