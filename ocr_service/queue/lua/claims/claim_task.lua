#!lua
--[[ Hand one task to one worker by its id, under a lease, wherever it waits; also the one that a worker had which is known to be dead.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 worker id   3 task id   4 a worker that died, or ''
  Returns {token, flat task hash}, or {false, status ('': no such task), its worker, ms until it is worth another look; -1: unknown}.
  Denied when Redis is out of memory, as claim is. ]]
-- include: clock, task, place, lane, outbox, batch, statistics, quota, finish, fence, put_back
local id, worker, dead = ARGV[3], ARGV[2], ARGV[4]

-- Milliseconds from now until the time that a sorted set has for the task.
local function left_ms(index)
  local at = redis.call('ZSCORE', index, id)
  return at and math.max(math.ceil(at) - NOW, 0) or -1
end

local task = row(id)
if task.status == 'PROCESSING' and dead ~= '' and task.worker == dead then
  redis.call('ZREM', K_PROCESSING, id)
  take_back(task, NOW, 'The worker is gone.')
elseif task.status == 'RETRYING' and left_ms(K_DELAYED) == 0 then
  redis.call('ZREM', K_DELAYED, id)
  promote(task)
end
task = row(id)
if task.status == 'PROCESSING' then return {false, task.status, task.worker, tostring(left_ms(K_PROCESSING))} end
if task.status == 'RETRYING' then return {false, task.status, '', tostring(left_ms(K_DELAYED))} end
local is_open = task.status == 'QUEUED' and redis.call('SISMEMBER', K_PAUSED, task.priority) == 0
  and (tonumber(task.version) or 1) <= TASK_VERSION
if is_open and withdraw(task) then return hand_over(task, worker) end
return {false, task.status, '', '-1'}
