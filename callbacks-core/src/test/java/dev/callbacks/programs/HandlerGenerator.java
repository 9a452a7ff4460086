// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.programs;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;

import dev.callbacks.HandlerSettings;
import dev.callbacks.EventGroup;
import dev.callbacks.OnFull;
import dev.callbacks.event.EventType;
import dev.callbacks.programs.HandlerPlan.Failure;
import dev.callbacks.programs.HandlerPlan.Habit;
import dev.callbacks.programs.HandlerPlan.Kind;
import dev.callbacks.programs.HandlerPlan.Pace;

/**
 * Makes the plans of a program's handlers.
 */
final class HandlerGenerator {

	private final Random random;

	/**
	 * The number of threads that may still hang for good: as many as there are workers,
	 * since no more are replaced.
	 */
	private int mayHang;

	/**
	 * Whether a handler may still be made that waits for a run of its own. Two of them
	 * could wait for each other's permits.
	 */
	private boolean mayWait = true;

	HandlerGenerator(Random random, int threads) {
		this.random = random;
		this.mayHang = threads;
	}

	HandlerPlan next(int id) {
		Kind kind = pick(Kind.BLOCKING, Kind.BLOCKING, Kind.BLOCKING, Kind.ASYNC, Kind.ASYNC, Kind.INLINE);
		Pace pace = switch (kind) {
			case BLOCKING ->
				pick(Pace.FAST, Pace.FAST, Pace.YIELDS, Pace.WAITS, Pace.LINGERS, Pace.HANGS, Pace.HANGS_INTERRUPTIBLY);
			case ASYNC -> pick(Pace.STAGE_DONE, Pace.STAGE_DONE, Pace.STAGE_DONE, Pace.STAGE_LATER, Pace.STAGE_LATER,
					Pace.STAGE_LATER, Pace.STAGE_NEVER, Pace.LINGERS);
			case INLINE -> pick(Pace.FAST, Pace.YIELDS);
		};
		HandlerSettings settings = settings(kind);
		if (pace == Pace.HANGS) {
			int threads = Boolean.TRUE.equals(settings.serialized()) ? 1
					: (settings.concurrency() != null) ? settings.concurrency() : 2;
			if (threads > this.mayHang) {
				pace = Pace.YIELDS;
			}
			else {
				this.mayHang -= threads;
			}
		}
		if (pace.isTooLong()) {
			settings = settings.withTimeout(Duration.ofMillis(10 + this.random.nextInt(40)));
		}
		int every = switch (pace) {
			case FAST, STAGE_DONE -> 1;
			case YIELDS -> 1 + this.random.nextInt(12);
			case STAGE_LATER -> 1 + this.random.nextInt(6);
			case WAITS -> 4 + this.random.nextInt(30);
			case LINGERS, HANGS, HANGS_INTERRUPTIBLY, STAGE_NEVER -> 3 + this.random.nextInt(40);
		};
		Failure failure = chance(3) ? pick(Failure.RUNTIME, Failure.RUNTIME, Failure.CHECKED, Failure.ERROR,
				Failure.LINKAGE, Failure.STACK_OVERFLOW) : chance(40) ? Failure.FATAL : Failure.NONE;
		return new HandlerPlan(id, kind, settings, pace, every, failure, 2 + this.random.nextInt(40),
				habit(kind, pace));
	}

	private HandlerSettings settings(Kind kind) {
		HandlerSettings settings = HandlerSettings.none();
		if (kind != Kind.INLINE) {
			settings = switch (this.random.nextInt(4)) {
				case 0 -> settings;
				case 1 -> settings.withWindow(4 + this.random.nextInt(297));
				default -> settings.withWindow(1 + this.random.nextInt(3));
			};
			settings = switch (this.random.nextInt(6)) {
				case 0, 1 -> settings.withSerialized(true);
				case 2, 3 -> settings.withConcurrency(1 + this.random.nextInt(3));
				default -> settings;
			};
			settings = chance(6) ? settings.withOnFull(OnFull.SHED_TOKENS) : settings;
		}
		else {
			settings = settings.withInline(true);
		}
		settings = chance(6) ? settings.withRaiseError(true) : settings;
		settings = chance(6) ? settings.withIgnore(pick(EventGroup.values())) : settings;
		return chance(6) ? settings.withInterest(interest()) : settings;
	}

	private Set<EventType> interest() {
		Set<EventType> interest = EnumSet.noneOf(EventType.class);
		for (EventType type : EventType.values()) {
			// the text form of a chat model's start is another event than its log holds
			if (chance(2) && type != EventType.LLM_START) {
				interest.add(type);
			}
		}
		interest.add(EventType.LLM_END);
		interest.add(EventType.CHAT_MODEL_START);
		return interest;
	}

	private Habit habit(Kind kind, Pace pace) {
		Habit habit = chance(3) ? pick(Habit.EMITS, Habit.OPENS, Habit.OPENS_AND_WAITS, Habit.LEAVES_DIRT) : Habit.NONE;
		if (habit == Habit.LEAVES_DIRT && kind == Kind.INLINE) {
			return Habit.NONE;
		}
		boolean waits = habit == Habit.OPENS_AND_WAITS || (habit == Habit.OPENS && kind == Kind.ASYNC);
		if (waits) {
			boolean allowed = this.mayWait && kind != Kind.INLINE && !pace.isTooLong();
			this.mayWait &= !allowed;
			return allowed ? habit : Habit.NONE;
		}
		return habit;
	}

	private boolean chance(int one) {
		return this.random.nextInt(one) == 0;
	}

	@SafeVarargs
	private <T> T pick(T... values) {
		return values[this.random.nextInt(values.length)];
	}

}
