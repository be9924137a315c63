#!lua flags=allow-oom
--[[ Renew a worker's row in the registry and the leases of its tasks.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 worker id   3 number of fields   4… names and values of its row
        then the ids of its tasks
  Returns {'1' when it shall drain, {lost ids}, {cancelled ids}}. ]]
-- include: clock, task, silent
local worker, last_field = ARGV[2], 3 + 2 * tonumber(ARGV[3])
local lost, cancelled = {}, {}
for index = last_field + 1, #ARGV do
  local task = row(ARGV[index])
  if task.status == 'PROCESSING' and task.worker == worker then
    redis.call('ZADD', K_PROCESSING, NOW + LEASE_MS, task.id)
  elseif task.status == 'CANCELLED' and task.worker == worker then
    cancelled[#cancelled + 1] = task.id
  else
    lost[#lost + 1] = task.id
  end
end
-- An idle worker's beat reaches replicas, but not the append-only file, so that disks may sleep (decision 0092). The first of
-- a worker is kept: who vanishes together with Redis is missed afterwards.
local is_idle = #ARGV == last_field and redis.call('ZSCORE', K_WORKERS, worker)
if is_idle then redis.set_repl(redis.REPL_REPLICA) end
redis.call('HSET', P_WORKER .. worker, 'heartbeat_at', NOW_ISO, unpack(ARGV, 4, last_field))
redis.call('PEXPIRE', P_WORKER .. worker, WORKER_TTL_MS)
redis.call('ZADD', K_WORKERS, NOW, worker)
redis.set_repl(redis.REPL_ALL)
redis.call('ZREM', K_SILENT, worker)
fall_silent()
return {redis.call('HGET', P_WORKER .. worker, 'draining') or '', lost, cancelled}
