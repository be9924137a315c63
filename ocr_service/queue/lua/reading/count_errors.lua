#!lua flags=no-writes,allow-oom
--[[ With which errors did some of the failed tasks end? The newest first, from one place on.
  KEYS  1 any key of the queue's slot
  ARGV  1 now, unix ms (tests only)   2 how many to step over   3 how many to look at
  Returns flat code and count; what nobody can read is not counted. ]]
local counts, codes, flat = {}, {}, {}
for _, id in ipairs(redis.call('ZREVRANGE', K_DEAD, ARGV[2], ARGV[2] + ARGV[3] - 1)) do
  local text = redis.call('HGET', P_TASK .. id, 'error')
  local is_json, told = pcall(cjson.decode, text or '')
  local code = is_json and type(told) == 'table' and told.code
  if type(code) == 'string' then
    if not counts[code] then codes[#codes + 1] = code end
    counts[code] = (counts[code] or 0) + 1
  end
end
for _, code in ipairs(codes) do
  flat[#flat + 1] = code
  flat[#flat + 1] = counts[code]
end
return flat
