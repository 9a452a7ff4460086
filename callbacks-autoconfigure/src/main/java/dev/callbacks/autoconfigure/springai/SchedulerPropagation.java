// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.springai;

import dev.callbacks.CurrentRun;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.DisposableBean;

/**
 * The propagation of the current run to the threads of Reactor's schedulers, for
 * libraries that look up the current run there. Carries nothing else, and ends with the
 * application.
 */
final class SchedulerPropagation implements DisposableBean {

	private final String key = SchedulerPropagation.class.getName() + '@' + System.identityHashCode(this);

	SchedulerPropagation() {
		Schedulers.onScheduleHook(this.key, CurrentRun::wrapScheduled);
	}

	@Override
	public void destroy() {
		Schedulers.resetOnScheduleHook(this.key);
	}

}
