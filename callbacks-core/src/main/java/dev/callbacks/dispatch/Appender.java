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

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import dev.callbacks.CallerLoop;
import org.jspecify.annotations.Nullable;

/**
 * Lets one thread at a time append to a run, on the thread of a blocking caller if there
 * is one; and says where things go on that had to wait.
 */
final class Appender {

	private static final VarHandle THREAD = Fields.field(MethodHandles.lookup(), "thread", Thread.class);

	private final Executor work;

	private final @Nullable CallerLoop caller;

	/** Whether the thread inside is in a handler. */
	private final BooleanSupplier inHandler;

	private final Consumer<Throwable> onFatal;

	private final StepQueue steps = new StepQueue();

	/** The thread inside. Only ever compared to the thread that reads it, or shown. */
	private @Nullable Thread thread;

	Appender(Executor work, @Nullable CallerLoop caller, BooleanSupplier inHandler, Consumer<Throwable> onFatal) {
		this.work = work;
		this.caller = caller;
		this.inHandler = inHandler;
		this.onFatal = onFatal;
	}

	/**
	 * Goes inside, if this is a thread that may and nobody is. The caller has to
	 * {@link #exit()}.
	 */
	boolean tryEnter() {
		if (!mayEnter() || !this.steps.tryEnter()) {
			return false;
		}
		THREAD.setOpaque(this, Thread.currentThread());
		return true;
	}

	/**
	 * Leaves, after the steps that others have left here. A fatal error of foreign code
	 * ends the run before the thread sees it.
	 */
	void exit() {
		THREAD.setOpaque(this, null);
		this.steps.exit();
		VirtualMachineError fatal = Fatal.take();
		if (fatal != null) {
			this.onFatal.accept(fatal);
			throw fatal;
		}
	}

	/**
	 * Runs a step inside: here, on the thread that is inside, or on the caller's.
	 */
	void run(Runnable step) {
		if (mayEnter()) {
			runOrLeave(step);
		}
		else {
			callersLoop().execute(() -> runOrLeave(step));
		}
	}

	private void runOrLeave(Runnable step) {
		if (this.steps.add(() -> runInside(step))) {
			exit();
		}
	}

	private void runInside(Runnable step) {
		THREAD.setOpaque(this, Thread.currentThread());
		try {
			step.run();
		}
		catch (Throwable failure) {
			// a defect of the engine, or no memory or stack left for it
			ForeignCode.logFailure("A step of a run failed", failure);
			Fatal.keep(failure);
		}
		THREAD.setOpaque(this, null);
	}

	/**
	 * Whether a step may be run on this thread: while the caller is busy with the body of
	 * its run, others go in by themselves, since it may wait for them.
	 */
	private boolean mayEnter() {
		return this.caller == null || this.caller.isOwner() || this.caller.isAway();
	}

	/**
	 * Goes on after something was waited for: here, if this is the thread inside;
	 * otherwise on the caller's thread, or on the work executor.
	 */
	void later(Runnable task) {
		if (thread() == Thread.currentThread() && this.inHandler.getAsBoolean()) {
			// what follows is not to run inside a handler's work
			run(task);
		}
		else if (thread() == Thread.currentThread() || (this.caller != null && this.caller.isOwner())) {
			task.run();
		}
		else if (isOnCaller()) {
			callersLoop().execute(task);
		}
		else {
			this.work.execute(task);
		}
	}

	/**
	 * Whether what the run does is done by the thread of a blocking caller.
	 */
	boolean isOnCaller() {
		return this.caller != null && !this.caller.isAway();
	}

	void executeOnCaller(Runnable task) {
		callersLoop().execute(task);
	}

	private CallerLoop callersLoop() {
		return Objects.requireNonNull(this.caller, "only runs of blocking calls have a caller");
	}

	@Nullable Thread thread() {
		return (Thread) THREAD.getOpaque(this);
	}

}
