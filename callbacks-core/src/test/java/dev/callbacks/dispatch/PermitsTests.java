// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The permits of a handler, and the lanes that wait for them.
 */
class PermitsTests {

	private final TestLane first = new TestLane(false);

	private final TestLane second = new TestLane(false);

	private final TestLane worker = new TestLane(true);

	private final TestLane otherWorker = new TestLane(true);

	@Test
	void givesAsManyAsThereAre() {
		Permits permits = new Permits(2);
		assertThat(permits.tryEnter()).isTrue();
		assertThat(permits.enter(this.first)).isTrue();
		assertThat(permits.tryEnter()).isFalse();
		permits.leave();
		assertThat(permits.tryEnter()).isTrue();
		assertThat(permits.tryEnter()).isFalse();
		assertThat(this.first.told).isEmpty();
	}

	@Test
	void laneThatHasAThreadIsGivenThePermitThatComesBack() {
		Permits permits = taken(1);
		assertThat(permits.enter(this.first)).isFalse();
		assertThat(permits.enter(this.second)).isFalse();
		assertThat(this.first.told).isEmpty();
		permits.leave();
		assertThat(this.first.told).containsExactly("permitted");
		assertThat(this.second.told).isEmpty();
		assertThat(permits.tryEnter()).as("the permit is the lane's").isFalse();
		permits.leave();
		assertThat(this.second.told).containsExactly("permitted");
		permits.leave();
		assertThat(permits.tryEnter()).isTrue();
	}

	@Test
	void laneThatNeedsAWorkerIsToldToTryAgain() {
		Permits permits = taken(1);
		assertThat(permits.enter(this.worker)).isFalse();
		assertThat(permits.enter(this.otherWorker)).isFalse();
		permits.grant();
		assertThat(this.worker.told).as("no permit is free").isEmpty();
		permits.leave();
		assertThat(this.worker.told).containsExactly("try again");
		assertThat(this.otherWorker.told).isEmpty();
		assertThat(permits.tryEnter()).as("the permit is free").isTrue();
	}

	@Test
	void laneThatHasAThreadComesBeforeThoseThatNeedAWorker() {
		Permits permits = taken(1);
		permits.enter(this.worker);
		permits.enter(this.first);
		permits.leave();
		assertThat(this.first.told).containsExactly("permitted");
		assertThat(this.worker.told).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void laneThatComesWhileAPermitIsGivenBackIsNotLeft(boolean needsWorker) {
		Permits permits = taken(1);
		TestLane lane = new TestLane(needsWorker);
		lane.whenAsked = permits::leave;
		assertThat(permits.enter(lane)).isFalse();
		assertThat(lane.told).containsExactly(needsWorker ? "try again" : "permitted");
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void laneThatComesWhileTheHandlerGetsStuckIsNotLeft(boolean needsWorker) {
		Permits permits = taken(1);
		TestLane lane = new TestLane(needsWorker);
		lane.whenAsked = permits::abandon;
		assertThat(permits.enter(lane)).isFalse();
		assertThat(lane.told).containsExactly("drop STUCK");
	}

	@Test
	void isStuckWhenAllAreAbandoned() {
		Permits permits = taken(2);
		permits.enter(this.first);
		permits.enter(this.worker);
		assertThat(permits.abandon()).isFalse();
		assertThat(permits.isStuck()).isFalse();
		assertThat(this.first.told).isEmpty();
		assertThat(permits.enter(this.second)).isFalse();
		assertThat(this.second.told).isEmpty();
		assertThat(permits.abandon()).isTrue();
		assertThat(permits.isStuck()).isTrue();
		assertThat(this.first.told).containsExactly("drop STUCK");
		assertThat(this.second.told).containsExactly("drop STUCK");
		assertThat(this.worker.told).containsExactly("drop STUCK");
	}

	@Test
	void isNotStuckAnyMoreWhenAThreadComesBack() {
		Permits permits = taken(1);
		permits.abandon();
		permits.comeBack();
		assertThat(permits.isStuck()).isFalse();
		assertThat(permits.tryEnter()).isTrue();
		assertThat(permits.tryEnter()).isFalse();
	}

	@Test
	void morePermitsAreForThoseWhoWait() {
		Permits permits = taken(1);
		permits.enter(this.first);
		permits.enter(this.worker);
		permits.enter(this.otherWorker);
		permits.resize(4);
		assertThat(this.first.told).containsExactly("permitted");
		assertThat(this.worker.told).containsExactly("try again");
		assertThat(this.otherWorker.told).containsExactly("try again");
		assertThat(permits.tryEnter()).isTrue();
		assertThat(permits.tryEnter()).isTrue();
		assertThat(permits.tryEnter()).isFalse();
	}

	@Test
	void thoseThatAreTakenBeyondFewerPermitsComeBackAsNone() {
		Permits permits = taken(3);
		permits.enter(this.worker);
		permits.resize(1);
		permits.leave();
		permits.leave();
		assertThat(permits.tryEnter()).isFalse();
		assertThat(this.worker.told).isEmpty();
		permits.leave();
		assertThat(this.worker.told).containsExactly("try again");
		assertThat(permits.tryEnter()).isTrue();
		assertThat(permits.tryEnter()).isFalse();
	}

	@Test
	void lanesThatWaitAreDroppedWhenFewerPermitsAreAllInInvocationsThatWereGivenUp() {
		Permits permits = taken(2);
		permits.enter(this.first);
		permits.enter(this.worker);
		assertThat(permits.abandon()).isFalse();
		permits.resize(1);
		assertThat(permits.isStuck()).isTrue();
		assertThat(this.first.told).containsExactly("drop STUCK");
		assertThat(this.worker.told).containsExactly("drop STUCK");
	}

	@Test
	void lanesAreTakenOutOfThoseThatWaitOneByOne() {
		Permits permits = taken(1);
		permits.enter(this.first);
		permits.enter(this.worker);
		permits.enter(this.otherWorker);
		assertThat(permits.remove(this.first)).isTrue();
		assertThat(permits.remove(this.worker)).isTrue();
		assertThat(permits.remove(this.worker)).isFalse();
		permits.leave();
		assertThat(this.first.told).isEmpty();
		assertThat(this.worker.told).isEmpty();
		assertThat(this.otherWorker.told).containsExactly("try again");
		assertThat(permits.remove(this.otherWorker)).isFalse();
	}

	private static Permits taken(int size) {
		Permits permits = new Permits(size);
		for (int i = 0; i < size; i++) {
			assertThat(permits.tryEnter()).isTrue();
		}
		return permits;
	}

}
