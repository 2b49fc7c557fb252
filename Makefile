# Everything that one does with linli from a fresh clone. Needs make and Python 3.11 or newer, nothing else.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
ARGS ?=
FLOORS := bot intents catalogue schedules

.PHONY: help demo test lint bench ear chaos clean check-python

help: ## 说明：这里能做什么
	@echo 'linli 邻里'
	@echo '  make demo    在浏览器里试用，不用微信（第一次要装两分钟）'
	@echo '  make test    跑测试（要 chromium 和 chromedriver）'
	@echo '  make lint    查代码：ruff、mypy、import-linter'
	@echo '  make bench   跑基准，结果写到 tests/bench/results.md'
	@echo '  make ear     加了新的例句以后，重新学哪些话听着像聊天'
	@echo '  make chaos   长时间的故障测试'
	@echo '  make clean   删掉虚拟环境和缓存'
	@echo "  换端口：make demo ARGS='--port 9000'；换 Python：make demo PYTHON=python3.12"

# The stamps say: installed, and nothing of pyproject.toml has changed since.
$(VENV)/installed: pyproject.toml | check-python $(BIN)/python
	@echo '正在安装 linli 和它要用的库，请等一两分钟……'
	@$(BIN)/python -m pip install --disable-pip-version-check --progress-bar on --quiet -e .
	@touch $@
	@echo '装好了。'

$(VENV)/installed-dev: pyproject.toml | check-python $(BIN)/python
	@echo '正在安装 linli 和开发用的库，请等一两分钟……'
	@$(BIN)/python -m pip install --disable-pip-version-check --progress-bar on --quiet -e '.[dev]'
	@touch $@ $(VENV)/installed
	@echo '装好了。'

$(BIN)/python: | check-python
	@echo '正在建虚拟环境 $(VENV) ……'
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo '建不了虚拟环境。Debian、Ubuntu 上请先装：apt-get install python3-venv'; exit 1; }

check-python:
	@command -v $(PYTHON) >/dev/null 2>&1 || { \
	  echo '没有找到 $(PYTHON)。请装 Python 3.11 或更新的版本，或者：make demo PYTHON=/路径/python3.12'; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "要 Python 3.11 或更新的版本，$(PYTHON) 是 $$($(PYTHON) -V 2>&1)。"; \
	  echo '装一个新的，再这样试：make demo PYTHON=python3.12'; exit 1; }

demo: $(VENV)/installed ## 在浏览器里试用
	@$(BIN)/linli demo $(ARGS)

test: $(VENV)/installed-dev ## 跑测试
	@$(BIN)/python -m pytest $(ARGS)

lint: $(VENV)/installed-dev ## 查代码
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(VENV)/installed-dev ## 跑基准
	@$(BIN)/python -m tests.bench $(ARGS)

ear: $(VENV)/installed-dev ## 重新学：哪些话听着像聊天
	@$(BIN)/python -m tests.sounds.learn

chaos: $(VENV)/installed-dev ## 长时间的故障测试
	@$(BIN)/python -m tests.chaos $(ARGS)

clean: ## 删掉虚拟环境和缓存
	@rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .benchmarks
	@find $(FLOORS) tests -type d -name __pycache__ -prune -exec rm -rf {} +
