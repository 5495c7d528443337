/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.compat.faults.check;

import java.util.ArrayList;
import java.util.List;

/** The leader epochs that a replica has on record grow, and are those of its batches. */
public final class EpochsConsistent implements Check {

    private static final String NAME = "EpochsConsistent";

    @Override
    public List<Violation> violations(Outcome outcome) {
        List<Violation> violations = new ArrayList<>();
        for (ReplicaContent replica : outcome.replicas()) {
            growing(replica, violations);
            for (Batch batch : replica.batches()) {
                int recorded = epochAt(replica.epochs(), batch.baseOffset());
                if (recorded != batch.leaderEpoch()) {
                    violations.add(new Violation(
                            NAME,
                            replica.partition(),
                            batch.baseOffset(),
                            "broker " + replica.broker() + " has a batch of epoch " + batch.leaderEpoch() + " in epoch "
                                    + recorded + " of " + replica.epochs()));
                    break;
                }
            }
        }
        return violations;
    }

    private static void growing(ReplicaContent replica, List<Violation> violations) {
        EpochStart before = new EpochStart(-1, -1);
        for (EpochStart entry : replica.epochs()) {
            if (entry.epoch() <= before.epoch() || entry.startOffset() <= before.startOffset()) {
                violations.add(new Violation(
                        NAME,
                        replica.partition(),
                        entry.startOffset(),
                        "broker " + replica.broker() + " has " + entry + " behind " + before));
            }
            before = entry;
        }
    }

    private static int epochAt(List<EpochStart> epochs, long offset) {
        int epoch = -1;
        for (EpochStart entry : epochs) {
            if (entry.startOffset() <= offset) {
                epoch = entry.epoch();
            }
        }
        return epoch;
    }
}
