-- A session in Neovim: the finding comes, the hover explains the engine, the quick fix is applied, the finding goes away, all at once mends the rest.
local out = io.open(vim.env.SESSION_LOG, "w")

local function must(what, ok)
  out:write((ok and "ok " or "FAILED ") .. what .. "\n")
  out:flush()
  if not ok then
    vim.cmd("cquit 1")
  end
end

local function codes()
  return table.concat(vim.tbl_map(function(each) return each.code end, vim.diagnostic.get(0)), " ")
end

local function becomes(expected)
  return vim.wait(60000, function() return codes() == expected end, 50)
end

must("the finding comes", becomes("EL101"))
local client = vim.lsp.get_clients({ name = "engine_lint" })[1]
must("one client runs", client ~= nil and #vim.lsp.get_clients() == 1)

vim.api.nvim_win_set_cursor(0, { 3, 12 })
local hover = client:request_sync("textDocument/hover", vim.lsp.util.make_position_params(0, client.offset_encoding), 60000, 0)
must("the hover explains", hover.result.contents.value:find("pool_pre_ping = off", 1, true) ~= nil)

vim.lsp.buf.code_action({ apply = true, filter = function(action) return action.isPreferred == true end })
must("the quick fix takes the finding away", becomes(""))
must("the text is mended", vim.api.nvim_buf_get_lines(0, 2, 3, true)[1]:find("pool_pre_ping=True", 1, true) ~= nil)

vim.api.nvim_buf_set_lines(0, 3, 3, true, { '"🐘"; second = create_engine("postgresql://app@db/shop")' })
must("what is typed is checked", becomes("EL101"))
vim.cmd("write")
must("writing mends what is left", vim.fn.readfile("db.py")[4] == '"🐘"; second = create_engine("postgresql://app@db/shop", pool_pre_ping=True)')
must("nothing is left", becomes(""))

vim.lsp.stop_client(client.id)
must("the server ends", vim.wait(60000, function() return #vim.lsp.get_clients() == 0 end, 50))
vim.cmd("qall!")
