// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.springai;

import dev.callbacks.CurrentRun;
import reactor.core.publisher.Hooks;
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
		boolean propagates = Hooks.isAutomaticContextPropagationEnabled();
		if (propagates) {
			Hooks.disableAutomaticContextPropagation();
		}
		Schedulers.onScheduleHook(this.key, CurrentRun::wrapScheduled);
		if (propagates) {
			// its hook comes behind this one, which so has the last word: it would give a
			// task that is repeated a run that is over
			Hooks.enableAutomaticContextPropagation();
		}
	}

	@Override
	public void destroy() {
		Schedulers.resetOnScheduleHook(this.key);
	}

}
