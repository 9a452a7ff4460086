// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.run;

import dev.callbacks.CurrentRun;

import org.springframework.core.task.TaskDecorator;

/**
 * A decorator that carries the current run from the thread that hands a task over to the
 * thread that runs it.
 */
final class RunTaskDecorator implements TaskDecorator {

	@Override
	public Runnable decorate(Runnable task) {
		return CurrentRun.wrapScheduled(task);
	}

}
