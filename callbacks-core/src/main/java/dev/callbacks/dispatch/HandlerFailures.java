/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package dev.callbacks.dispatch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

import dev.callbacks.HandlerTimeoutException;
import dev.callbacks.RunFutures;
import dev.callbacks.event.CallbackEvent;
import org.jspecify.annotations.Nullable;

/**
 * The failures of one run's handlers: logs them, keeps those that the caller shall see,
 * and gives up handlers that overran their time. Any thread's.
 */
final class HandlerFailures {

	private final RunOwner run;

	private final HandlerSet handlers;

	/** Whether one of the handlers was given up. */
	private volatile boolean givenUp;

	/** Those that the caller shall see; made with the first. Guarded by this. */
	private @Nullable List<Raised> raised;

	HandlerFailures(RunOwner run, HandlerSet handlers) {
		this.run = run;
		this.handlers = handlers;
	}

	void failed(HandlerChannel channel, CallbackEvent event, Throwable failure) {
		channel.log.failed(event, failure);
		if (channel.raiseError || RunFutures.isFatal(failure)) {
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

	/**
	 * One of the run's lanes was given up.
	 */
	void laneIsCut() {
		this.givenUp = true;
	}

	boolean areSomeGivenUp() {
		return this.givenUp;
	}

	private void raise(HandlerChannel channel, CallbackEvent event, Throwable failure) {
		synchronized (this) {
			this.raised = (this.raised != null) ? this.raised : new ArrayList<>();
			this.raised.add(new Raised(event.sequence(), this.handlers.all.indexOf(channel), failure));
		}
		this.run.failureWasRaised();
	}

	/**
	 * The first failure that the caller shall see, in the order of events and handlers,
	 * with the others suppressed in it.
	 */
	synchronized @Nullable Throwable first() {
		if (this.raised == null) {
			return null;
		}
		this.raised.sort(Comparator.comparingLong(Raised::sequence).thenComparingInt(Raised::order));
		return withOthers(this.raised, this.raised.get(0).failure());
	}

	/**
	 * The failure of the run that the caller shall see.
	 * @param error what the run ended with, or {@code null}
	 */
	synchronized @Nullable Throwable failureOf(@Nullable Throwable error) {
		if (this.raised == null) {
			return error;
		}
		if (error == null || this.raised.stream().anyMatch((raised) -> raised.failure() == error)) {
			return first();
		}
		return withOthers(this.raised, error);
	}

	private static Throwable withOthers(List<Raised> all, Throwable error) {
		for (Raised raised : all) {
			Throwable other = raised.failure();
			if (other != error && Arrays.stream(error.getSuppressed()).noneMatch((known) -> known == other)) {
				error.addSuppressed(other);
			}
		}
		return error;
	}

	private record Raised(long sequence, int order, Throwable failure) {
	}

}
