// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import dev.callbacks.HandlerTimeoutException;
import dev.callbacks.call.Failures;
import dev.callbacks.event.CallbackEvent;
import org.jspecify.annotations.Nullable;

/**
 * The failures of one run's handlers: logs them, keeps those that the caller shall see,
 * and gives up handlers that overran their time. Any thread's.
 */
final class HandlerFailures {

	private final RunOwner run;

	private final HandlerSet handlers;

	/** Those that the caller shall see; made with the first. Guarded by this. */
	private @Nullable List<Raised> raised;

	HandlerFailures(RunOwner run, HandlerSet handlers) {
		this.run = run;
		this.handlers = handlers;
	}

	void failed(HandlerChannel channel, CallbackEvent event, Throwable failure) {
		channel.log.failed(event, failure);
		if (channel.raiseError || Failures.isFatal(failure)) {
			raise(channel, event, failure);
		}
	}

	void timedOut(HandlerChannel channel, CallbackEvent event) {
		channel.log.cutOff(event, channel.timeout);
		this.run.cutOff(channel);
		if (channel.raiseError) {
			raise(channel, event,
					new HandlerTimeoutException(
							"Handler '" + channel.name() + "' was in " + event.getClass().getSimpleName() + " of run "
									+ event.run().id() + " for longer than " + channel.timeout));
		}
	}

	private void raise(HandlerChannel channel, CallbackEvent event, Throwable failure) {
		synchronized (this) {
			this.raised = (this.raised != null) ? this.raised : new ArrayList<>();
			this.raised.add(new Raised(event.sequence(), this.handlers.all.indexOf(channel), failure));
		}
		this.run.failureWasRaised();
	}

	/**
	 * The failure of the run that the caller shall see: what the run ended with, unless a
	 * handler raised it; or else the first that was raised, in the order of events and
	 * handlers. What else was raised is suppressed in it.
	 * @param error what the run ended with, or {@code null}
	 */
	synchronized @Nullable Throwable failureOf(@Nullable Throwable error) {
		if (this.raised == null) {
			return error;
		}
		this.raised.sort(Comparator.comparingLong(Raised::sequence).thenComparingInt(Raised::order));
		List<Throwable> failures = this.raised.stream().map(Raised::failure).toList();
		Throwable first = failures.get(0);
		Throwable shown = (error == null || failures.stream().anyMatch((other) -> other == error)) ? first : error;
		failures.forEach((other) -> Failures.suppress(shown, other));
		return shown;
	}

	private record Raised(long sequence, int order, Throwable failure) {
	}

}
