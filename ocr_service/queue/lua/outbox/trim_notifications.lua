#!lua flags=allow-oom
--[[ Forget entries of the outbox that ended, and give up those that nobody ever came for, in a step of bounded length.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 most entries of each kind in this step   3 age, ms, of those that are given up
  Returns how many were forgotten or given up. ]]
-- include: clock, lane, entry
local step = tonumber(ARGV[2])

local function forget_some(index, age_ms, most)
  local old = redis.call('ZRANGEBYSCORE', index, '-inf', NOW - age_ms, 'LIMIT', 0, step)
  local surplus = math.min(redis.call('ZCARD', index) - most, step)
  if surplus > #old then old = redis.call('ZRANGE', index, 0, surplus - 1) end
  for _, id in ipairs(old) do
    redis.call('ZREM', index, id)
    redis.call('UNLINK', P_NOTIFY .. id)
  end
  return #old
end

local function give_up(age_ms)
  local lane = redis.call('ZRANGEBYSCORE', K_NOTIFY_DUE, '-inf', NOW - age_ms, 'LIMIT', 0, 1)[1]
  if not lane then return 0 end
  local old = redis.call('ZRANGEBYSCORE', P_NOTIFY_LANE .. lane, '-inf', NOW - age_ms, 'LIMIT', 0, step)
  for _, id in ipairs(old) do
    if redis.call('EXISTS', P_NOTIFY .. id) == 1 then
      redis.call('HSET', P_NOTIFY .. id, 'last_detail', 'Nobody came for it: no notifier that serves it runs.')
      end_entry(id, lane, 'DEAD')
    else
      lane_take(lane, id)
    end
  end
  refresh(lane)
  return math.max(#old, 1)
end

return forget_some(K_NOTIFY_DONE, DELIVERED_TTL_S * 1000, MAX_DELIVERED)
  + forget_some(K_NOTIFY_DEAD, NOTIFICATION_TTL_S * 1000, MAX_DEAD_NOTIFICATIONS) + give_up(tonumber(ARGV[3]))
