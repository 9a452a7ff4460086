// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.faults;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Stages that go wrong.
 */
final class FaultyStage {

	private FaultyStage() {
	}

	/**
	 * A stage that comes to its end in the way of the cell.
	 */
	static <T> CompletionStage<T> completing(World world, T value) {
		CompletableFuture<T> future = new CompletableFuture<>();
		world.trigger().fire();
		switch (world.cell.fault()) {
			case NULL -> future.complete(null);
			case NEVER, LATE -> world.afterRelease(() -> future.complete(value));
			case TWICE -> {
				world.foreign(() -> future.complete(value));
				return proxy(future, FaultyStage::twice);
			}
			case FOREIGN -> world.foreign(() -> future.complete(value));
			case REENTRANT -> world.foreign(() -> {
				world.reenter();
				future.complete(value);
			});
			default -> future.completeExceptionally(world.trigger().failure());
		}
		return future;
	}

	/**
	 * A stage whose methods go wrong; which, is a matter of the moment for that of a
	 * body.
	 */
	static <T> CompletionStage<T> failingMethods(World world, CompletableFuture<T> target, boolean onlyCancel) {
		return proxy(target, (stage, method, arguments) -> {
			boolean asksForStage = method.getReturnType() == CompletionStage.class;
			if (asksForStage != onlyCancel) {
				world.trigger().act();
				if (world.cell.fault() == Fault.NULL) {
					invoke(stage, method, arguments);
					return null;
				}
			}
			return invoke(stage, method, arguments);
		});
	}

	private static Object twice(CompletionStage<?> stage, Method method, Object[] arguments) throws Throwable {
		if (method.getReturnType() == CompletionStage.class) {
			invoke(stage, method, arguments);
		}
		return invoke(stage, method, arguments);
	}

	private static Object invoke(CompletionStage<?> stage, Method method, Object[] arguments) throws Throwable {
		try {
			return method.invoke(stage, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getCause();
		}
	}

	@SuppressWarnings("unchecked")
	private static <T> CompletionStage<T> proxy(CompletionStage<T> target, Call call) {
		return (CompletionStage<T>) Proxy.newProxyInstance(FaultyStage.class.getClassLoader(),
				new Class<?>[] { CompletionStage.class },
				(proxy, method, arguments) -> (method.getDeclaringClass() == Object.class)
						? invoke(target, method, arguments) : call.of(target, method, arguments));
	}

	private interface Call {

		Object of(CompletionStage<?> stage, Method method, Object[] arguments) throws Throwable;

	}

}
