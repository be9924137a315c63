#!lua flags=allow-oom
--[[ Tell of each worker that stopped sending heartbeats and did not come back.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)
  Returns their ids. ]]
-- include: clock, task, lane, outbox, silent
local lost = {}
fall_silent()
local silent = redis.call('ZRANGE', K_SILENT, 0, MOST_SILENT - 1, 'WITHSCORES')
for index = 1, #silent, 2 do
  local worker, seen_ms = silent[index], silent[index + 1]
  redis.call('ZREM', K_SILENT, worker)
  announce({kind = 'worker.lost', subject = worker .. ' ' .. seen_ms,
    detail = cjson.encode({worker_id = worker, last_heartbeat_at = iso(tonumber(seen_ms))})})
  lost[#lost + 1] = worker
end
return lost
