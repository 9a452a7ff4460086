// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import dev.callbacks.CallbackHandler;
import dev.callbacks.Handler;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.StartEvent;
import dev.callbacks.spi.HandlerDescriptor;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * A test that an instance is one handler, with one set of permits.
 */
public class ChannelsStress {

	@JCStressTest
	@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "the same permits")
	@Outcome(expect = Expect.FORBIDDEN, desc = "two sets of permits, so that the handler overlaps itself")
	@State
	public static class AddAgainstNamed {

		private final Handler handler = new Counter();

		private final Channels channels = new Quiet().channels();

		private @Nullable HandlerChannel added;

		private @Nullable HandlerChannel named;

		@Actor
		public void add() {
			this.channels.add(List.of(HandlerDescriptor.of(this.handler)));
		}

		@Actor
		public void name() {
			this.named = this.channels.handedDown(List.of(), List.of(this.handler)).get(0);
		}

		@Arbiter
		public void compare(I_Result result) {
			this.added = this.channels.application().all.get(0);
			HandlerChannel named = Quiet.there(this.named);
			result.r1 = (this.added.permits == named.permits) ? 1 : 0;
		}

	}

	@JCStressTest
	@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "the same handler")
	@Outcome(expect = Expect.FORBIDDEN, desc = "two handlers of one instance")
	@State
	public static class NamedTwice {

		private final Handler handler = new Counter();

		private final Channels channels = new Quiet().channels();

		private @Nullable HandlerChannel one;

		private @Nullable HandlerChannel other;

		@Actor
		public void one() {
			this.one = this.channels.handedDown(List.of(), List.of(this.handler)).get(0);
		}

		@Actor
		public void other() {
			this.other = this.channels.handedDown(List.of(), List.of(this.handler)).get(0);
		}

		@Arbiter
		public void compare(I_Result result) {
			result.r1 = (Quiet.there(this.one).permits == Quiet.there(this.other).permits) ? 1 : 0;
		}

	}

	@JCStressTest
	@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "one start")
	@Outcome(expect = Expect.FORBIDDEN, desc = "two starts, or none")
	@State
	public static class AddAgainstOpenThatNames {

		private final Counter handler = new Counter();

		private final Quiet engine = new Quiet();

		private @Nullable DispatchedRun run;

		@Actor
		public void add() {
			this.engine.manager.add(this.handler);
		}

		@Actor
		public void open() {
			this.run = this.engine.open(this.handler);
		}

		@Arbiter
		public void count(I_Result result) {
			Quiet.there(this.run).end(null);
			this.engine.workers.work();
			result.r1 = this.handler.starts.get();
		}

	}

	@JCStressTest
	@Outcome(id = { "0, 0", "1, 1" }, expect = Expect.ACCEPTABLE, desc = "in the run from its start to its end, or not")
	@Outcome(expect = Expect.FORBIDDEN, desc = "the start without the end, or the end without the start")
	@State
	public static class RemoveAgainstOpen {

		private final Counter handler = new Counter();

		private final Quiet engine = new Quiet();

		private @Nullable DispatchedRun run;

		public RemoveAgainstOpen() {
			this.engine.manager.add(this.handler);
		}

		@Actor
		public void remove() {
			this.engine.manager.remove(this.handler);
		}

		@Actor
		public void open() {
			this.run = this.engine.open();
		}

		@Arbiter
		public void count(II_Result result) {
			Quiet.there(this.run).end(null);
			this.engine.workers.work();
			result.r1 = this.handler.starts.get();
			result.r2 = this.handler.others.get();
		}

	}

	@JCStressTest
	@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "one thread at a time, and both runs")
	@Outcome(expect = Expect.FORBIDDEN, desc = "a serialized handler overlapped itself, or missed a run")
	@State
	public static class SerializedAddedAndNamed {

		private final OverlapDetector handler = new OverlapDetector();

		private final Quiet engine = new Quiet();

		@Actor
		public void add() {
			this.engine.manager.add(this.handler);
			this.engine.open().end(null);
			this.engine.workers.work();
		}

		@Actor
		public void name() {
			this.engine.open(this.handler).end(null);
			this.engine.workers.work();
		}

		@Arbiter
		public void count(II_Result result) {
			this.engine.workers.work();
			result.r1 = this.handler.overlapped ? 0 : 1;
			result.r2 = (this.engine.manager.openRuns() == 0 && this.engine.balances()) ? 1 : 0;
		}

	}

	private static final class Counter implements CallbackHandler {

		private final AtomicInteger starts = new AtomicInteger();

		private final AtomicInteger others = new AtomicInteger();

		@Override
		public void onEvent(CallbackEvent event) {
			((event instanceof StartEvent) ? this.starts : this.others).incrementAndGet();
		}

	}

}
