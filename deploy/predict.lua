-- The load test of docs/api.md:
--   glassnet serve --model mlp &
--   wrk -t1 -c16 -d60s --latency -s deploy/predict.lua http://127.0.0.1:8000/api/predict
local levels = {}
for pixel = 0, 783 do
  local row, column = math.floor(pixel / 28), pixel % 28
  levels[#levels + 1] = (column >= 13 and column <= 15 and row >= 4 and row <= 23) and 255 or 0
end

wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"pixels":[' .. table.concat(levels, ",") .. '],"scale":255}'
