// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.faults;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.callbacks.HandlerSettings;
import dev.callbacks.OnFull;
import dev.callbacks.Recording;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.CustomEvent;
import dev.callbacks.event.EventType;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.spi.EventMethod;
import dev.callbacks.spi.HandlerDescriptor;

/**
 * The handler of a cell.
 */
final class FaultyHandlers {

	/** The timeout of a handler that hangs and can be given up. */
	private static final Duration SHORT = Duration.ofMillis(200);

	private FaultyHandlers() {
	}

	/**
	 * The handler that goes wrong, or that the place needs.
	 */
	static HandlerDescriptor of(World world) {
		Cell cell = world.cell;
		HandlerSettings settings = HandlerSettings.none();
		if (cell.isGivenUp()) {
			settings = settings.withTimeout(SHORT);
		}
		HandlerDescriptor handler = switch (cell.place()) {
			case HANDLER_INLINE -> blocking(world, settings.withInline(true));
			case HANDLER_SERIALIZED -> blocking(world, settings.withSerialized(true));
			case HANDLER_SHEDDING -> blocking(world, settings.withOnFull(OnFull.SHED_TOKENS).withWindow(1));
			case HANDLER_RAISING -> blocking(world, settings.withRaiseError(true));
			case ABORT_HOOK -> blocking(world, settings.withRaiseError(true));
			case HANDLER_METHODS -> methods(world, settings);
			case HANDLER_ASYNC -> async(world, settings);
			case HANDLER_STAGE -> stages(world, settings);
			case HANDLER_STAGE_METHOD -> stageMethods(world, settings);
			default -> blocking(world, settings);
		};
		return new HandlerDescriptor("faulty", handler.identity(), handler.handlerClass(), handler.handler(),
				handler.listeners(), handler.blocking(), handler.awaited(), handler.settings());
	}

	private static boolean isDue(World world, CallbackEvent event) {
		Place place = world.cell.place();
		if (!(place.isHandler() || place.isLogger()) || !world.trigger().isDue(place, Moment.of(event.type()))
				|| !event.run().name().equals(World.FAULTY)) {
			return false;
		}
		// not the first token, so that something has come before; others may be shed
		return !(event instanceof LlmNewToken token) || token.index() > 0 || place == Place.HANDLER_SHEDDING;
	}

	private static HandlerDescriptor blocking(World world, HandlerSettings settings) {
		return HandlerDescriptor.of(new Recording.Blocking(settings, (event) -> {
			if (world.cell.place() == Place.ABORT_HOOK) {
				raiseForAbort(world, event);
			}
			else if (world.cell.place().isLogger()) {
				failForTheLog(world, event);
			}
			else if (isDue(world, event)) {
				world.trigger().act();
			}
		}));
	}

	/**
	 * The failure of this handler is what aborts the run.
	 */
	private static void raiseForAbort(World world, CallbackEvent event) {
		if (world.isFaulty() && world.cell.moment() == Moment.ERROR && event instanceof CustomEvent) {
			throw world.wire;
		}
	}

	private static void failForTheLog(World world, CallbackEvent event) {
		if (isDue(world, event)) {
			throw (world.cell.place() == Place.LOGGER_APPENDER) ? new IllegalStateException(world.cell.name())
					: new HostileException(world);
		}
	}

	private static HandlerDescriptor methods(World world, HandlerSettings settings) {
		EventMethod method = (event) -> {
			if (isDue(world, event)) {
				world.trigger().act();
			}
			return null;
		};
		Map<EventType, List<EventMethod>> methods = new EnumMap<>(EventType.class);
		for (EventType type : EventType.values()) {
			if (type != EventType.LLM_START) {
				methods.put(type, List.of(method));
			}
		}
		return new HandlerDescriptor("faulty", method, FaultyHandlers.class, null, methods, true, false, settings);
	}

	private static HandlerDescriptor async(World world, HandlerSettings settings) {
		return HandlerDescriptor.of(new Recording.Async(settings, (event) -> {
			if (isDue(world, event)) {
				world.trigger().act();
				if (world.cell.fault() == Fault.NULL) {
					return null;
				}
			}
			return CompletableFuture.completedFuture(null);
		}));
	}

	private static HandlerDescriptor stages(World world, HandlerSettings settings) {
		return HandlerDescriptor.of(new Recording.Async(settings,
				(event) -> isDue(world, event) ? FaultyStage.completing(world, "done") : null));
	}

	private static HandlerDescriptor stageMethods(World world, HandlerSettings settings) {
		return HandlerDescriptor.of(new Recording.Async(settings, (event) -> {
			if (!isDue(world, event)) {
				return null;
			}
			CompletionStage<?> stage = FaultyStage.failingMethods(world, CompletableFuture.completedFuture(null),
					false);
			return stage;
		}));
	}

}
