#!lua flags=allow-oom
--[[ Make these the thresholds that are passed now, and tell of those that were not before and of those that no longer are.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2… names and details (JSON objects)
  Returns {names raised, names ended}. ]]
-- include: clock, task, lane, outbox
local now_passed, raised, ended = {}, {}, {}

local function tell(kind, name, since, detail)
  announce({kind = kind, subject = name .. ' ' .. since, detail = detail})
end

for index = 2, #ARGV, 2 do
  local name, detail = ARGV[index], ARGV[index + 1]
  now_passed[name] = true
  if redis.call('HSETNX', K_NOTICES, name, NOW_ISO) == 1 then
    tell('notice.raised', name, NOW_ISO, detail)
    raised[#raised + 1] = name
  end
end
local stored = redis.call('HGETALL', K_NOTICES)
for index = 1, #stored, 2 do
  local name, since = stored[index], stored[index + 1]
  if not now_passed[name] then
    redis.call('HDEL', K_NOTICES, name)
    tell('notice.ended', name, since, cjson.encode({name = name, since = since}))
    ended[#ended + 1] = name
  end
end
return {raised, ended}
