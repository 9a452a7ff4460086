// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.CallbackHandler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.RunTimeoutException;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.EndReason;
import dev.callbacks.message.ChatChunk;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * A test of whole runs that end in two ways at once: each handler gets its start first
 * and one terminal event last. The numbers stand for a blocking, an asynchronous and an
 * inline handler.
 */
public class EndingStress {

	private static final String WHOLE = "1, 1, 1";

	private static final String DESC = "one ending, behind the start";

	private static final String WRONG = "no ending, two of them, or an event out of order";

	@JCStressTest
	@Outcome(id = WHOLE, expect = Expect.ACCEPTABLE, desc = DESC)
	@Outcome(expect = Expect.FORBIDDEN, desc = WRONG)
	@State
	public static class CompleteAgainstCancel extends Case {

		public CompleteAgainstCancel() {
			super(true);
		}

		@Actor
		public void one() {
			run().end(null);
			this.engine.workers.work();
		}

		@Actor
		public void other() {
			run().cancel(EndReason.CANCELLED);
			this.engine.workers.work();
		}

		@Arbiter
		public void count(III_Result result) {
			countWhole(result);
		}

	}

	@JCStressTest
	@Outcome(id = WHOLE, expect = Expect.ACCEPTABLE, desc = DESC)
	@Outcome(expect = Expect.FORBIDDEN, desc = WRONG)
	@State
	public static class ErrorAgainstTimeoutBeforeStartIsDone extends Case {

		public ErrorAgainstTimeoutBeforeStartIsDone() {
			super(false);
		}

		@Actor
		public void one() {
			run().error(new IllegalStateException("failed"), EndReason.FAILED);
			this.engine.workers.work();
		}

		@Actor
		public void other() {
			run().abort(EndReason.TIMED_OUT, new RunTimeoutException("too long"));
			this.engine.workers.work();
		}

		@Arbiter
		public void count(III_Result result) {
			countWhole(result);
		}

	}

	@JCStressTest
	@Outcome(id = WHOLE, expect = Expect.ACCEPTABLE, desc = DESC)
	@Outcome(expect = Expect.FORBIDDEN, desc = WRONG)
	@State
	public static class TokenAndCompleteAgainstTimeout extends Case {

		public TokenAndCompleteAgainstTimeout() {
			super(true);
		}

		@Actor
		public void one() {
			run().token(ChatChunk.of("a"));
			run().token(ChatChunk.of("b"));
			run().end(null);
			this.engine.workers.work();
		}

		@Actor
		public void other() {
			run().abort(EndReason.TIMED_OUT, new RunTimeoutException("too long"));
			this.engine.workers.work();
		}

		@Arbiter
		public void count(III_Result result) {
			countWhole(result);
		}

	}

	@JCStressTest
	@Outcome(id = WHOLE, expect = Expect.ACCEPTABLE, desc = DESC)
	@Outcome(expect = Expect.FORBIDDEN, desc = WRONG)
	@State
	public static class CompleteAgainstStop extends Case {

		public CompleteAgainstStop() {
			super(true);
		}

		@Actor
		public void one() {
			run().end(null);
			this.engine.workers.work();
		}

		@Actor
		public void other() {
			this.engine.manager.runs.all().forEach((run) -> run.cancel(EndReason.SHUTDOWN));
			this.engine.workers.work();
		}

		@Arbiter
		public void count(III_Result result) {
			countWhole(result);
		}

	}

	@JCStressTest
	@Outcome(id = WHOLE, expect = Expect.ACCEPTABLE, desc = DESC)
	@Outcome(expect = Expect.FORBIDDEN, desc = WRONG)
	@State
	public static class OpenAgainstStop extends Case {

		@Actor
		public void one() {
			open();
			run().end(null);
			this.engine.workers.work();
		}

		@Actor
		public void other() {
			for (int i = 0; i < 100 && this.engine.manager.openRuns() == 0; i++) {
				Thread.onSpinWait();
			}
			this.engine.manager.runs.all().forEach((run) -> run.cancel(EndReason.SHUTDOWN));
			this.engine.workers.work();
		}

		@Arbiter
		public void count(III_Result result) {
			countWhole(result);
		}

	}

	/**
	 * The drain times out and drops the events under way, while the run ends.
	 */
	@JCStressTest
	@Outcome(id = "0, 0, 1", expect = Expect.ACCEPTABLE,
			desc = "no future is left, nothing is open, and the accounts balance")
	@Outcome(expect = Expect.FORBIDDEN, desc = "a future left, a run open, or an event not accounted for")
	@State
	public static class CompleteAgainstDiscard extends Case {

		public CompleteAgainstDiscard() {
			super(false);
		}

		@Actor
		public void one() {
			run().end(null);
			this.engine.workers.work();
		}

		@Actor
		public void other() {
			this.engine.manager.stop(Duration.ZERO);
			this.engine.workers.work();
		}

		@Arbiter
		public void count(III_Result result) {
			this.engine.workers.work();
			result.r1 = this.engine.manager.openRuns();
			result.r2 = run().finished().toCompletableFuture().isDone() ? 0 : 1;
			result.r3 = this.engine.balances() ? 1 : 0;
		}

	}

	/**
	 * A run with three handlers.
	 */
	static class Case {

		final LaneRestStress.Blocking blocking = new LaneRestStress.Blocking();

		final Finished async = new Finished();

		final Inline inline = new Inline();

		final Quiet engine = new Quiet();

		private volatile @Nullable DispatchedRun run;

		Case() {
		}

		Case(boolean started) {
			open();
			if (started) {
				this.engine.workers.work();
			}
		}

		final void open() {
			this.run = this.engine.open(this.blocking, this.async, this.inline);
		}

		final DispatchedRun run() {
			return Quiet.there(this.run);
		}

		final void countWhole(III_Result result) {
			this.engine.workers.work();
			result.r1 = this.blocking.order.isWhole(this.engine, run()) ? 1 : 0;
			result.r2 = this.async.order.isWhole(this.engine, run()) ? 1 : 0;
			result.r3 = this.inline.order.isWhole(this.engine, run()) ? 1 : 0;
		}

	}

	static final class Finished implements AsyncCallbackHandler {

		private final LaneRestStress.Order order = new LaneRestStress.Order();

		@Override
		public CompletionStage<?> onEvent(CallbackEvent event) {
			this.order.saw(event);
			return ForeignCode.DONE;
		}

	}

	static final class Inline implements CallbackHandler {

		private final LaneRestStress.Order order = new LaneRestStress.Order();

		@Override
		public HandlerSettings settings() {
			return HandlerSettings.none().withInline(true);
		}

		@Override
		public void onEvent(CallbackEvent event) {
			this.order.saw(event);
		}

	}

}
