// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.observed;

/**
 * Tells mocks and spies of Mockito from other objects, without starting Mockito in a test
 * that does not use it.
 */
final class Mocks {

	/**
	 * A part of the names of generated classes. A spy may have the class of its object.
	 */
	private static final String GENERATED = "$MockitoMock$";

	/** A class that the boot class loader has as soon as Mockito can make such a spy. */
	private static final String DISPATCHER = "org.mockito.internal.creation.bytebuddy.inject.MockMethodDispatcher";

	private Mocks() {
	}

	static boolean isMock(Object bean) {
		if (bean.getClass().getName().contains(GENERATED)) {
			return true;
		}
		try {
			Class.forName(DISPATCHER, false, null);
			ClassLoader loader = bean.getClass().getClassLoader();
			Object details = Class.forName("org.mockito.Mockito", true, loader)
				.getMethod("mockingDetails", Object.class)
				.invoke(null, bean);
			Object mock = Class.forName("org.mockito.MockingDetails", true, loader).getMethod("isMock").invoke(details);
			return Boolean.TRUE.equals(mock);
		}
		catch (ReflectiveOperationException | LinkageError ex) {
			return false;
		}
	}

}
