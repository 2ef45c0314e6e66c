-- Replays requests as they stand in a file: a line with a length, then that many bytes, over and over.
--   wrk -s replay.lua URL -- FILE FIRST
local requests, at = {}, 0

function init(args)
  local file = assert(io.open(args[1], "rb"))
  for size in file:lines() do
    requests[#requests + 1] = file:read(tonumber(size))
    file:read(1)
  end
  file:close()
  at = tonumber(args[2]) % #requests
end

function request()
  at = at % #requests + 1
  return requests[at]
end
