--[[ Take a claimed task from its worker, back to the head of its queue.
  put_back(task, message)                      uncharged
  take_back(task, last_heartbeat_ms, detail)   from one that vanished, which is counted and its time until then charged; at the
                                               limit a dead letter. Needs finish. ]]
local function put_back(task, message)
  redis.call('ZREM', K_PROCESSING, task.id)
  redis.call('HSET', P_TASK .. task.id, 'status', 'QUEUED', 'worker', '', 'progress', 0, 'message', message,
    'updated_at', NOW_ISO, 'queued_ms', NOW)
  enter_head(task)
  emit(task, 'QUEUED', 0, message)
end

local VANISHED = 'The workers that ran this task vanished again and again. See their logs, then retry the task.'

local function take_back(task, last_heartbeat_ms, detail)
  local lost = redis.call('HINCRBY', P_TASK .. task.id, 'lost_leases', 1)
  charge(task.id, last_heartbeat_ms)
  count('lost_leases', 1)
  if lost >= MAX_LOST_LEASES then
    finish_failed(task, 'WORKER_LOST', VANISHED)
  else
    remember(task, 'LEASE_LOST', detail)
    put_back(task, 'Taken back from a silent worker')
  end
end
