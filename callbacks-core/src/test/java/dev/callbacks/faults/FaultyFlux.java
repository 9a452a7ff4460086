// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.faults;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

/**
 * A cold stream that keeps the rules of Reactive Streams until it is told not to.
 */
final class FaultyFlux<T> extends Flux<T> {

	private final World world;

	private final Trigger trigger;

	private final Cell cell;

	/** The place of the fault: the signals of the provider, or of a body. */
	private final Place signals;

	private final List<T> items;

	private final boolean fails;

	FaultyFlux(World world, Place signals, List<T> items) {
		this.world = world;
		this.trigger = world.trigger();
		this.cell = world.cell;
		this.signals = signals;
		this.items = items;
		this.fails = world.isFaulty() && this.cell.fails();
	}

	@Override
	public void subscribe(CoreSubscriber<? super T> subscriber) {
		Emission emission = new Emission(subscriber);
		if (!this.trigger.isFirstDue(Place.PROVIDER_SUBSCRIBE)) {
			subscriber.onSubscribe(emission);
			return;
		}
		switch (this.cell.fault()) {
			case NULL -> subscriber.onSubscribe(null);
			case NEVER -> {
			}
			case TWICE -> {
				subscriber.onSubscribe(emission);
				subscriber.onSubscribe(new Emission(subscriber));
			}
			case LATE -> this.world.afterRelease(() -> subscriber.onSubscribe(emission));
			case FOREIGN -> this.world.foreign(() -> subscriber.onSubscribe(emission));
			case REENTRANT -> {
				this.world.reenter();
				subscriber.onSubscribe(emission);
			}
			default -> Trigger.<RuntimeException>sneaky(this.trigger.failure());
		}
	}

	private final class Emission implements Subscription {

		private final CoreSubscriber<? super T> subscriber;

		private final AtomicLong requested = new AtomicLong();

		private final AtomicInteger draining = new AtomicInteger();

		private volatile boolean over;

		private int next;

		private Emission(CoreSubscriber<? super T> subscriber) {
			this.subscriber = subscriber;
		}

		@Override
		public void request(long count) {
			// a stream ends without being asked: the last request is that for the last
			// item
			boolean last = this.next == FaultyFlux.this.items.size() - 1;
			Moment ending = FaultyFlux.this.fails ? Moment.ERROR : Moment.END;
			Moment moment = (this.next == 0) ? Moment.START : last ? ending : Moment.TOKEN;
			if (this.next < FaultyFlux.this.items.size()
					&& FaultyFlux.this.trigger.isFirstDue(Place.PROVIDER_REQUEST, moment)) {
				switch (FaultyFlux.this.cell.fault()) {
					case NEVER -> {
					}
					case TWICE -> answer(Math.min(count, Long.MAX_VALUE - 1) + 1);
					case LATE -> FaultyFlux.this.world.afterRelease(() -> answer(count));
					case FOREIGN -> FaultyFlux.this.world.foreign(() -> answer(count));
					case REENTRANT -> {
						FaultyFlux.this.world.reenter();
						answer(count);
					}
					default -> Trigger.<RuntimeException>sneaky(FaultyFlux.this.trigger.failure());
				}
				return;
			}
			answer(count);
		}

		@Override
		public void cancel() {
			this.over = true;
			if (FaultyFlux.this.trigger.isDue(Place.PROVIDER_CANCEL)) {
				FaultyFlux.this.trigger.act();
			}
		}

		private void answer(long count) {
			this.requested.accumulateAndGet(count, (one, other) -> (one + other < 0) ? Long.MAX_VALUE : one + other);
			drain();
		}

		private void drain() {
			if (this.draining.getAndIncrement() != 0) {
				return;
			}
			int missed = 1;
			do {
				emit();
				missed = this.draining.addAndGet(-missed);
			}
			while (missed != 0);
		}

		private void emit() {
			while (!this.over && this.next < FaultyFlux.this.items.size() && this.next < this.requested.get()) {
				if (stalls()) {
					return;
				}
				item(FaultyFlux.this.items.get(this.next++));
			}
			if (!this.over && this.next == FaultyFlux.this.items.size()) {
				this.over = true;
				end();
			}
		}

		/**
		 * Waits to be cancelled, at the moment at which it shall be.
		 */
		private boolean stalls() {
			World world = FaultyFlux.this.world;
			if (!world.isFaulty() || FaultyFlux.this.cell.place() != Place.PROVIDER_CANCEL
					|| this.next != ((FaultyFlux.this.cell.moment() == Moment.START) ? 0 : 1)) {
				return false;
			}
			world.stalled.countDown();
			return true;
		}

		private void item(T item) {
			FaultyFlux.this.trigger.reached(Moment.TOKEN);
			if (this.next < 2 || !FaultyFlux.this.trigger.isFirstDue(FaultyFlux.this.signals, Moment.TOKEN)) {
				this.subscriber.onNext(item);
				return;
			}
			switch (FaultyFlux.this.cell.fault()) {
				case NULL -> {
					this.over = true;
					this.subscriber.onNext(null);
				}
				case NEVER -> this.over = true;
				case TWICE -> {
					this.subscriber.onNext(item);
					this.subscriber.onNext(item);
				}
				case FOREIGN -> FaultyFlux.this.world.foreignAndWait(() -> this.subscriber.onNext(item));
				case REENTRANT -> {
					FaultyFlux.this.world.reenter();
					this.subscriber.onNext(item);
				}
				default -> {
					this.over = true;
					this.subscriber.onError(FaultyFlux.this.trigger.failure());
				}
			}
		}

		private void end() {
			Moment moment = FaultyFlux.this.fails ? Moment.ERROR : Moment.END;
			FaultyFlux.this.trigger.reached(moment);
			if (!FaultyFlux.this.trigger.isFirstDue(FaultyFlux.this.signals, moment)) {
				signalEnd();
				return;
			}
			switch (FaultyFlux.this.cell.fault()) {
				case NULL -> this.subscriber.onError(null);
				case NEVER -> {
				}
				case TWICE -> {
					signalEnd();
					signalEnd();
				}
				case LATE -> {
					T item = FaultyFlux.this.items.get(0);
					signalEnd();
					this.subscriber.onNext(item);
					FaultyFlux.this.world.afterRelease(() -> this.subscriber.onNext(item));
				}
				case FOREIGN -> FaultyFlux.this.world.foreign(this::signalEnd);
				case REENTRANT -> {
					FaultyFlux.this.world.reenter();
					signalEnd();
				}
				default -> this.subscriber.onError(FaultyFlux.this.trigger.failure());
			}
		}

		private void signalEnd() {
			if (FaultyFlux.this.fails) {
				this.subscriber.onError(FaultyFlux.this.world.wire);
			}
			else {
				this.subscriber.onComplete();
			}
		}

	}

}
