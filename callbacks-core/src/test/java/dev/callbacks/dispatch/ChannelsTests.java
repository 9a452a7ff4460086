// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.callbacks.CallbackHandler;
import dev.callbacks.Handler;
import dev.callbacks.HandlerSettings;
import dev.callbacks.Recording;
import dev.callbacks.call.WorkExecutor;
import dev.callbacks.spi.HandlerDescriptor;
import dev.callbacks.spi.SettingSource;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The handlers that a dispatcher knows.
 */
class ChannelsTests {

	private final Channels channels = new Channels(new DispatchOptions(Runnable::run, 8, (size) -> {
	}, new WorkExecutor(Runnable::run, 1), 256, Duration.ofSeconds(30), true, true, true, null,
			new ForeignCode.Listeners<>(List.of())));

	private HandlerChannel named(Handler handler) {
		return this.channels.handedDown(List.of(), List.of(handler)).get(0);
	}

	private static HandlerDescriptor with(Handler handler, HandlerSettings settings) {
		return HandlerDescriptor.of(handler).withSettings(SettingSource.PROPERTY, settings);
	}

	@Test
	void handlerThatWasNamedBeforeItIsRegisteredHasThePermitsOfItsSettings() {
		Recording.Blocking handler = new Recording.Blocking();
		Permits permits = named(handler).permits;
		assertThat(permits.tryEnter()).isTrue();
		this.channels.add(List.of(with(handler, HandlerSettings.none().withSerialized(true))));
		assertThat(this.channels.application().all.get(0).permits).isSameAs(permits);
		assertThat(permits.tryEnter()).as("one is in it already").isFalse();
		this.channels.replace(with(handler, HandlerSettings.none().withConcurrency(2)));
		assertThat(permits.tryEnter()).isTrue();
		assertThat(permits.tryEnter()).isFalse();
	}

	@Test
	void handlerThatIsAddedAgainKeepsItsPermits() {
		Recording.Blocking handler = new Recording.Blocking();
		this.channels.add(List.of(with(handler, HandlerSettings.none().withSerialized(true))));
		this.channels.add(List.of(HandlerDescriptor.of(handler)));
		Permits permits = named(handler).permits;
		assertThat(permits.tryEnter()).isTrue();
		assertThat(permits.tryEnter()).isFalse();
	}

	/**
	 * As a run has it that is open while its handler comes and goes.
	 */
	@Test
	void handlerAsItWasKeepsOnlyWhatItIsNow() {
		Recording.Blocking handler = new Recording.Blocking();
		HandlerChannel first = named(handler);
		List<WeakReference<HandlerChannel>> between = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			this.channels.add(List.of(HandlerDescriptor.of(handler)));
			between.add(new WeakReference<>(named(handler)));
			this.channels.remove(List.of(handler));
		}
		WeakReference<HandlerChannel> last = between.remove(9);
		BoundedEngine.untilCollected(between);
		assertThat(named(handler)).isSameAs(last.get());
		assertThat(named(handler).permits).isSameAs(first.permits);
	}

	@Test
	void settingsOfAHandlerHoldUpNoOther() {
		CallbackHandler slow = new CallbackHandler() {

			@Override
			public HandlerSettings settings() {
				CompletableFuture<HandlerChannel> other = new CompletableFuture<>();
				new Thread(() -> other.complete(named(new Recording.Blocking()))).start();
				assertThat(other).succeedsWithin(20, TimeUnit.SECONDS);
				return HandlerSettings.none();
			}

		};
		assertThat(named(slow)).isSameAs(named(slow));
	}

}
