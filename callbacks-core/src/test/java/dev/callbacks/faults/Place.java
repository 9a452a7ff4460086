// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.faults;

import java.util.EnumSet;
import java.util.Set;

import dev.callbacks.CallWay;

/**
 * A place where foreign code is called, with the faults that are possible there.
 */
enum Place {

	HANDLER_BLOCKING(Scene.MODEL, hanging()), HANDLER_SERIALIZED(Scene.MODEL, hanging()),
	HANDLER_SHEDDING(Scene.MODEL, hanging()), HANDLER_RAISING(Scene.MODEL, hanging()),

	/** A handler that is methods of any bean: as {@code HandlerDescriptor} has them. */
	HANDLER_METHODS(Scene.MODEL, thrown(Fault.NULL, Fault.NEVER, Fault.LATE, Fault.REENTRANT)),

	HANDLER_INLINE(Scene.MODEL, thrown(Fault.NEVER, Fault.REENTRANT)),

	/** The part of an asynchronous handler before it returns. */
	HANDLER_ASYNC(Scene.MODEL, thrown(Fault.NULL, Fault.NEVER, Fault.REENTRANT)),

	/** The stage of an asynchronous handler. */
	HANDLER_STAGE(Scene.MODEL, thrown(Fault.NEVER, Fault.TWICE, Fault.LATE, Fault.REENTRANT, Fault.FOREIGN)),

	/** The methods of a stage that is not the JDK's. */
	HANDLER_STAGE_METHOD(Scene.MODEL, thrown(Fault.NULL, Fault.REENTRANT)),

	/** The listener to runs. */
	LISTENER_RUN(Scene.MODEL, thrown(Fault.NEVER, Fault.REENTRANT), CallWay.values(), Moment.START, Moment.END,
			Moment.ERROR),

	/** The listener to the events of a handler. */
	LISTENER_HANDLER(Scene.MODEL, thrown(Fault.NEVER, Fault.REENTRANT)),

	/** The factory of the listener for a handler. */
	LISTENER_FACTORY(Scene.MODEL, thrown(Fault.NULL), CallWay.values(), Moment.START),

	/** The method of the provider that makes the stream. */
	PROVIDER_METHOD(Scene.MODEL, thrown(Fault.NULL, Fault.NEVER, Fault.REENTRANT), CallWay.values(), Moment.START),

	PROVIDER_SUBSCRIBE(Scene.MODEL,
			thrown(Fault.NULL, Fault.NEVER, Fault.TWICE, Fault.LATE, Fault.REENTRANT, Fault.FOREIGN), CallWay.values(),
			Moment.START),

	PROVIDER_REQUEST(Scene.MODEL, thrown(Fault.NEVER, Fault.TWICE, Fault.LATE, Fault.REENTRANT, Fault.FOREIGN)),

	/** Called since the caller cancels. */
	PROVIDER_CANCEL(Scene.MODEL, thrown(Fault.NEVER, Fault.REENTRANT), CallWay.values(), Moment.START, Moment.TOKEN),

	PROVIDER_SIGNAL(Scene.MODEL,
			thrown(Fault.NULL, Fault.NEVER, Fault.TWICE, Fault.LATE, Fault.REENTRANT, Fault.FOREIGN), CallWay.values(),
			Moment.TOKEN, Moment.END, Moment.ERROR),

	BODY_CALL(Scene.BODY, thrown(Fault.NULL, Fault.NEVER, Fault.REENTRANT), CallWay.BLOCKING),
	BODY_SUBMIT(Scene.BODY, thrown(Fault.NULL, Fault.NEVER, Fault.LATE, Fault.REENTRANT), CallWay.FUTURE),
	BODY_ASYNC(Scene.BODY, thrown(Fault.NULL, Fault.NEVER, Fault.REENTRANT), CallWay.FUTURE),

	/** The stage of a body. */
	BODY_STAGE(Scene.BODY, thrown(Fault.NULL, Fault.NEVER, Fault.TWICE, Fault.LATE, Fault.REENTRANT, Fault.FOREIGN),
			CallWay.FUTURE),

	/** The methods of that stage: when it is asked for, and when it is cancelled. */
	BODY_STAGE_METHOD(Scene.BODY, thrown(Fault.NULL, Fault.REENTRANT), new CallWay[] { CallWay.FUTURE }, Moment.START,
			Moment.ERROR),

	/** At the start the body itself, then the stream that it returns. */
	BODY_STREAM(Scene.BODY, all(), CallWay.STREAM), BODY_MONO(Scene.BODY, all(), CallWay.STREAM),

	/** The capture of a context on the caller's thread. */
	ACCESSOR_CAPTURE(Scene.MODEL, thrown(Fault.NULL, Fault.NEVER, Fault.REENTRANT), CallWay.values(), Moment.START),

	/** The setting of a context on another thread. */
	ACCESSOR_OPEN(Scene.MODEL, thrown(Fault.NEVER, Fault.REENTRANT)),

	/** The restoring of a context on another thread. */
	ACCESSOR_CLOSE(Scene.MODEL, thrown(Fault.NEVER, Fault.REENTRANT)),

	/** The appender that logs a handler's failure. */
	LOGGER_APPENDER(Scene.MODEL, thrown(Fault.NEVER, Fault.REENTRANT)),

	/** The message of the failure that is logged. */
	LOGGER_MESSAGE(Scene.MODEL, thrown(Fault.NULL, Fault.NEVER, Fault.REENTRANT)),

	/** The stack trace of the failure that is logged. */
	LOGGER_TRACE(Scene.MODEL, thrown(Fault.NULL, Fault.NEVER, Fault.REENTRANT)),

	EXECUTOR_CALLBACK(Scene.MODEL, thrown(Fault.NEVER, Fault.TWICE, Fault.LATE, Fault.REENTRANT, Fault.FOREIGN),
			CallWay.FUTURE, CallWay.STREAM),
	EXECUTOR_WORK(Scene.MODEL, thrown(Fault.TWICE, Fault.LATE, Fault.REENTRANT, Fault.FOREIGN), CallWay.FUTURE,
			CallWay.STREAM),

	/** The action that cancels the work when a run ends from outside. */
	ABORT_HOOK(Scene.DRIVEN, thrown(Fault.NEVER, Fault.REENTRANT), CallWay.values(), Moment.START, Moment.TOKEN,
			Moment.ERROR),

	/** The view of a run's output for handlers. */
	VIEW(Scene.BODY, thrown(Fault.NULL, Fault.NEVER, Fault.REENTRANT), CallWay.values(), Moment.TOKEN, Moment.END),

	/** The partial output of a run that ends by an error. */
	PARTIAL(Scene.DRIVEN, thrown(Fault.NULL, Fault.NEVER, Fault.REENTRANT), CallWay.values(), Moment.START,
			Moment.TOKEN, Moment.ERROR);

	/** The kind of call. */
	enum Scene {

		/** A chat model. */
		MODEL,

		/** A run around a body. */
		BODY,

		/** A run that the test drives. */
		DRIVEN

	}

	final Scene scene;

	final Set<Fault> faults;

	final Set<CallWay> ways;

	final Set<Moment> moments;

	Place(Scene scene, Set<Fault> faults, CallWay... ways) {
		this(scene, faults, (ways.length != 0) ? ways : CallWay.values(), Moment.values());
	}

	Place(Scene scene, Set<Fault> faults, CallWay[] ways, Moment... moments) {
		this.scene = scene;
		this.faults = faults;
		this.ways = EnumSet.copyOf(Set.of(ways));
		this.moments = EnumSet.copyOf(Set.of(moments));
	}

	private static Set<Fault> thrown(Fault... more) {
		Set<Fault> faults = EnumSet.range(Fault.CHECKED, Fault.INTERRUPTED);
		faults.addAll(Set.of(more));
		return faults;
	}

	private static Set<Fault> hanging() {
		return thrown(Fault.NEVER, Fault.LATE, Fault.REENTRANT);
	}

	private static Set<Fault> all() {
		return EnumSet.allOf(Fault.class);
	}

	boolean isHandler() {
		return name().startsWith("HANDLER_");
	}

	/**
	 * Whether a thread of the callback executor is in the handler, unless the caller's
	 * is.
	 */
	boolean isOnWorker() {
		return this == HANDLER_BLOCKING || this == HANDLER_SERIALIZED || this == HANDLER_SHEDDING
				|| this == HANDLER_RAISING || this == HANDLER_METHODS;
	}

	boolean isLogger() {
		return name().startsWith("LOGGER_");
	}

	boolean isAccessor() {
		return name().startsWith("ACCESSOR_");
	}

	boolean isProvider() {
		return name().startsWith("PROVIDER_");
	}

	boolean isExecutor() {
		return name().startsWith("EXECUTOR_");
	}

}
