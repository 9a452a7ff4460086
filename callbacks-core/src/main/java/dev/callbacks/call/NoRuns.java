// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

import dev.callbacks.CallbackManager;
import dev.callbacks.DrivenRun;
import dev.callbacks.Handler;
import dev.callbacks.InvalidRequestException;
import dev.callbacks.Run;
import dev.callbacks.RunConfig;

/**
 * The opener behind a manager that can open no runs by a plan.
 *
 * @param manager the manager
 */
record NoRuns(CallbackManager manager) implements RunOpener {

	InvalidRequestException refusal() {
		return new InvalidRequestException("The CallbackManager " + this.manager
				+ " cannot open runs by a plan. Use a CallbackDispatcher, or implement dev.callbacks.call.RunOpener as well");
	}

	@Override
	public DrivenRun open(RunPlan plan) {
		throw refusal();
	}

	@Override
	public boolean demandsStreaming(RunConfig config, Iterable<Handler> objectHandlers) {
		return false;
	}

	@Override
	public Executor workExecutor() {
		return Runnable::run;
	}

	@Override
	public UnaryOperator<Runnable> callersContext() {
		return UnaryOperator.identity();
	}

	@Override
	public Run.Scope carrying(Object carrier) {
		return () -> {
		};
	}

}
