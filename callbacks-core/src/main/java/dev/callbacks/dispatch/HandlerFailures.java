// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

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

	/**
	 * Those that the caller shall see; made with the first. Guarded by this, but for the
	 * question whether there are any, which is asked at each token.
	 */
	private volatile @Nullable List<Raised> raised;

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
		if (channel.raiseError) {
			raise(channel, event,
					new HandlerTimeoutException(
							"Handler '" + channel.name() + "' was in " + event.getClass().getSimpleName() + " of run "
									+ event.run().id() + " for longer than " + channel.timeout));
		}
		this.run.cutOff(channel);
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
	@Nullable Throwable failureOf(@Nullable Throwable error) {
		return (this.raised != null) ? shown(error) : error;
	}

	private synchronized Throwable shown(@Nullable Throwable error) {
		List<Raised> raised = Objects.requireNonNull(this.raised);
		raised.sort(Comparator.comparingLong(Raised::sequence).thenComparingInt(Raised::order));
		List<Throwable> all = raised.stream().map(Raised::failure).toList();
		Throwable shown = (error == null || all.stream().anyMatch((one) -> one == error)) ? all.get(0) : error;
		all.forEach((other) -> Failures.suppress(shown, other));
		return shown;
	}

	private record Raised(long sequence, int order, Throwable failure) {
	}

}
