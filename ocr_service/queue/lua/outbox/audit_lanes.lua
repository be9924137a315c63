#!lua flags=allow-oom
--[[ Do the lanes of the outbox stand in `notify:due` by their first entry, and are their entries counted? Mend it when asked to.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 '1' to repair   3… lanes that were found
  Returns what is wrong, a text each. ]]
-- include: clock, lane
local repair, problems, counted = ARGV[2] == '1', {}, 0
local function compare(lane)
  local first = redis.call('ZRANGE', P_NOTIFY_LANE .. lane, 0, 0, 'WITHSCORES')
  local stands = redis.call('ZSCORE', K_NOTIFY_DUE, lane)
  if (first[2] or false) ~= stands then
    problems[#problems + 1] = 'lane ' .. lane .. ' does not stand by its first entry'
    if repair then refresh(lane) end
  end
end
local seen = {}
for index = 3, #ARGV do
  seen[ARGV[index]] = true
  compare(ARGV[index])
  counted = counted + redis.call('ZCARD', P_NOTIFY_LANE .. ARGV[index])
end
for _, lane in ipairs(redis.call('ZRANGE', K_NOTIFY_DUE, 0, -1)) do
  if not seen[lane] then
    compare(lane)
    counted = counted + redis.call('ZCARD', P_NOTIFY_LANE .. lane)
  end
end
local stored = tonumber(redis.call('GET', K_NOTIFY_WAITING)) or 0
if stored ~= counted then
  problems[#problems + 1] = 'notify:waiting says ' .. stored .. ', the lanes hold ' .. counted
  if repair then redis.call('SET', K_NOTIFY_WAITING, counted) end
end
return problems
