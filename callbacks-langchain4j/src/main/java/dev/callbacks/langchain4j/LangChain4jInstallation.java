// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import dev.callbacks.CallbackManager;
import org.jspecify.annotations.Nullable;

/**
 * The time in which AI services that are built are observed. Callbacks are looked for
 * with the first call of such a service, so that an application may install them before
 * they are there.
 * <p>
 * <b>Thread-safety</b>: may be closed and asked by any thread. Of several installations
 * in one JVM the latest that is not closed counts, for services whose models do not tell
 * whose they are.
 *
 * @since 0.1.0
 */
public final class LangChain4jInstallation implements AutoCloseable {

	private static final CopyOnWriteArrayList<LangChain4jInstallation> INSTALLED = new CopyOnWriteArrayList<>();

	private final Supplier<? extends @Nullable LangChain4jCallbacks> source;

	private volatile @Nullable LangChain4jCallbacks callbacks;

	private volatile boolean closed;

	private LangChain4jInstallation(Supplier<? extends @Nullable LangChain4jCallbacks> source) {
		this.source = source;
	}

	/**
	 * Observes the AI services that are built from now on.
	 * @param source knows the callbacks, or {@code null} as long as there are none
	 * @return the installation, to be closed
	 */
	public static LangChain4jInstallation of(Supplier<? extends @Nullable LangChain4jCallbacks> source) {
		LangChain4jInstallation installation = new LangChain4jInstallation(source);
		installation.open();
		return installation;
	}

	/**
	 * Observes services again after a close, also those that were built before it.
	 */
	public void open() {
		this.closed = false;
		INSTALLED.addIfAbsent(this);
	}

	static @Nullable LangChain4jInstallation latest() {
		int size = INSTALLED.size();
		return INSTALLED.stream().skip(Math.max(0, size - 1)).findFirst().orElse(null);
	}

	/**
	 * Returns a supplier of the manager of the latest installation, as long as that is
	 * not closed.
	 */
	static Supplier<@Nullable CallbackManager> managers() {
		LangChain4jInstallation installation = latest();
		return () -> (installation != null) ? installation.manager() : null;
	}

	@Nullable CallbackManager manager() {
		LangChain4jCallbacks callbacks = callbacks();
		return (callbacks != null) ? callbacks.manager() : null;
	}

	@Nullable LangChain4jCallbacks callbacks() {
		LangChain4jCallbacks callbacks = this.callbacks;
		if (callbacks == null && !this.closed) {
			callbacks = this.source.get();
			this.callbacks = callbacks;
		}
		return this.closed ? null : callbacks;
	}

	/**
	 * Leaves services alone until it is opened again, also those that were built before.
	 * The runs of streams that nobody has started end.
	 */
	@Override
	public void close() {
		this.closed = true;
		INSTALLED.remove(this);
		LangChain4jCallbacks callbacks = this.callbacks;
		if (callbacks != null) {
			callbacks.serviceCalls().close();
		}
	}

}
